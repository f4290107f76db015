-- Ends the sessions of a server that is down, a while after it went down: a client of a frozen leader
-- would wait for it for ever. HAProxy's own `on-marked-down shutdown-sessions` does that at once, and
-- then leaves clients hanging whose connection was just being made (seen with 3.0.11: the client's side
-- stays open without any time-out). After PATIENCE none is being made any more.
local PATIENCE = 3 -- seconds; more than `timeout connect` and its one retry take
local down = {}

local function look(name, server)
  if server:get_stats()["status"]:sub(1, 4) ~= "DOWN" then
    down[name] = nil
    return
  end
  down[name] = down[name] or core.now().sec
  if core.now().sec - down[name] >= PATIENCE then
    server:shut_sess()
  end
end

core.register_task(function()
  while true do
    for name, backend in pairs(core.backends) do
      for member, server in pairs(backend.servers) do
        look(name .. "/" .. member, server)
      end
    end
    core.msleep(500)
  end
end)
