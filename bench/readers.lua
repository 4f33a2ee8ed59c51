-- Reads the pages of a file (session cookie, tab, path) in turn, over and over. Arguments: the file, and for how
-- many milliseconds a reader pauses before the next page.
local folder = debug.getinfo(1, "S").source:match("^@(.*/)")
dofile(folder .. "report.lua")

local pages, turn = {}, 0

function init(args)
  for line in io.lines(args[1]) do
    local cookie, path = line:match("^(.-)\t(.*)$")
    table.insert(pages, wrk.format("GET", path, { ["Cookie"] = cookie, ["Accept"] = "text/html" }))
  end
  local pause = tonumber(args[2])
  if pause > 0 then
    function delay() return pause end
  end
end

function request()
  turn = turn % #pages + 1
  return pages[turn]
end
