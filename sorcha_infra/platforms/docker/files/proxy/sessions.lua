-- Close the sessions of a server PATIENCE seconds after it went down; clients of a paused primary would
-- otherwise wait permanently. HAProxy's `on-marked-down shutdown-sessions` closes them at once, and a client
-- whose connection is just being set up then hangs (measured with 3.0.11: the client's side stays open
-- without any time-out). After PATIENCE no connection is being set up.
local PATIENCE = 3 -- seconds; longer than `timeout connect` with its one retry
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
