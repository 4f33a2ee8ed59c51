-- Sends each line of a file (session cookie, tab, body) once as a booking, until the file or the time is over, and
-- waits for every answer, so that what was acknowledged can be compared with what is in the database.
-- wrk itself runs for its whole duration whatever its threads do, unless it is interrupted, so the clock is read here.
-- Arguments: the file, and for how many seconds new bookings are sent.
local ffi = require("ffi")
ffi.cdef [[
  struct timespec { long seconds; long nanoseconds; };
  int clock_gettime(int clock, struct timespec *now);
  int getpid(void);
  int kill(int process, int signal);
]]
local MONOTONIC, SIGINT = 1, 2
local threads, looked, stopped = {}, false, false

local function microseconds()
  local now = ffi.new("struct timespec")
  ffi.C.clock_gettime(MONOTONIC, now)
  return tonumber(now.seconds) * 1e6 + tonumber(now.nanoseconds) / 1e3
end

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  requests, statuses = {}, {}
  sent, answered, started, finished, over = 0, 0, 0, 0, false
  for line in io.lines(args[1]) do
    local cookie, body = line:match("^(.-)\t(.*)$")
    table.insert(requests, wrk.format("POST", "/api/appointments", {
      ["Cookie"] = cookie,
      ["Content-Type"] = "application/json",
    }, body))
  end
  -- While the last answers are on their way: something that cannot be taken for a booking.
  filler = wrk.format("GET", "/api/no-such-call")
  duration = tonumber(args[2]) * 1e6
end

function request()
  -- wrk first looks at a request that it does not send.
  if not looked then
    looked = true
    return filler
  end
  if sent == 0 then started = microseconds() end
  over = over or sent >= #requests or microseconds() - started > duration
  if over then return filler end
  sent = sent + 1
  return requests[sent]
end

function response(status, headers, body)
  if status ~= 404 then
    answered = answered + 1
    statuses[status] = (statuses[status] or 0) + 1
    finished = microseconds()
  end
  if over and answered >= sent and not stopped then
    stopped = true
    wrk.thread:stop()
    ffi.C.kill(ffi.C.getpid(), SIGINT)
  end
end

function done(summary, latency, _)
  local thread, errors, counted = threads[1], summary.errors, {}
  for status, count in pairs(thread:get("statuses")) do
    table.insert(counted, string.format('"%d": %d', status, count))
  end
  io.write(string.format(
    '{"statuses": {%s}, "sent": %d, "duration": %d, "p50": %d, "p99": %d, "errors": %d}\n',
    table.concat(counted, ", "), thread:get("sent"), thread:get("finished") - thread:get("started"),
    latency:percentile(50), latency:percentile(99),
    errors.connect + errors.read + errors.write + errors.timeout))
end
