-- Sends each line of a file (session cookie, tab, body) once as a booking, and times the lot.
-- wrk itself always runs for its whole duration, so the clock is read here.
local ffi = require("ffi")
ffi.cdef [[
  struct timespec { long seconds; long nanoseconds; };
  int clock_gettime(int clock, struct timespec *now);
]]
local MONOTONIC = 1
local threads = {}

local function microseconds()
  local now = ffi.new("struct timespec")
  ffi.C.clock_gettime(MONOTONIC, now)
  return tonumber(now.seconds) * 1e6 + tonumber(now.nanoseconds) / 1e3
end

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  requests, sent, booked, refused, started, finished = {}, 0, 0, 0, 0, 0
  for line in io.lines(args[1]) do
    local cookie, body = line:match("^(.-)\t(.*)$")
    table.insert(requests, wrk.format("POST", "/api/appointments", {
      ["Cookie"] = cookie,
      ["Content-Type"] = "application/json",
    }, body))
  end
end

function request()
  if sent == 0 then started = microseconds() end
  sent = sent + 1
  -- Past the end, while the last answers are on their way: something that cannot be taken for a booking.
  return requests[sent] or wrk.format("GET", "/api/no-such-call")
end

function response(status, headers, body)
  if status == 404 then return end
  if status == 200 then booked = booked + 1 else refused = refused + 1 end
  finished = microseconds()
  if booked + refused >= #requests then wrk.thread:stop() end
end

function done(summary, latency, _)
  local thread = threads[1]
  io.write(string.format(
    '{"booked": %d, "refused": %d, "duration": %d, "p50": %d, "p99": %d}\n',
    thread:get("booked"), thread:get("refused"), thread:get("finished") - thread:get("started"),
    latency:percentile(50), latency:percentile(99)))
end
