-- Sends the requests of a file in turn; each line is a path, a tab and a User-Agent. With a second
-- argument in ms, each connection waits that long on average between requests; latency excludes it.
local requests, at = {}, 0

function init(args)
  for line in io.lines(args[1]) do
    local path, agent = line:match("^(.-)\t(.*)$")
    requests[#requests + 1] = wrk.format("GET", path, {["Host"] = "127.0.0.1", ["User-Agent"] = agent,
      ["Accept-Language"] = "zh-CN,zh;q=0.9,en;q=0.8", ["Accept"] = "text/html,*/*;q=0.8",
      ["Accept-Encoding"] = "gzip, deflate, br"})
  end
  local pause = tonumber(args[2])
  if pause then
    function delay() return math.random(0, math.floor(2 * pause + 0.5)) end
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency)
  local seconds = summary.duration / 1e6
  local failed = summary.errors.connect + summary.errors.read + summary.errors.write
    + summary.errors.status + summary.errors.timeout
  io.write(string.format("RESULT %.1f %.0f %.0f %d %d\n", summary.requests / seconds,
    latency:percentile(50), latency:percentile(99), failed, summary.requests))
end
