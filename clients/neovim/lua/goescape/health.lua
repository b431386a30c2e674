--- `:checkhealth goescape`

local health = vim.health

local M = {}

--- How the report has each state of a server.
---@type table<string, fun(text: string)>
local REPORT = {
  ready = health.ok,
  busy = health.info,
  off = health.info,
  warning = health.warn,
  error = health.error,
}

local DOCTOR_TIME_LIMIT = 60 * 1000 -- milliseconds

local function check_neovim()
  if vim.fn.has("nvim-0.11") == 1 then
    health.ok("Neovim " .. tostring(vim.version()))
  else
    health.error("Neovim 0.11 or newer is needed", "this is " .. tostring(vim.version()))
  end
end

local function check_enabled()
  if vim.lsp.is_enabled("goescape") then
    health.ok("enabled")
  else
    health.warn("not enabled", 'put vim.lsp.enable("goescape") into your configuration')
  end
end

--- The command that starts the server with `doctor` in the place of `server`: it says what goescape finds.
---@param config vim.lsp.Config
---@return string[]?
local function doctor_of(config)
  local cmd = config.cmd --[[@as string[] ]]
  local go = vim.tbl_get(config, "settings", "goescape", "goBinary") or ""
  for at = #cmd, 2, -1 do
    if cmd[at] == "server" then
      local doctor = vim.list_extend(vim.list_slice(cmd, 1, at - 1), { "doctor" })
      return go == "" and doctor or vim.list_extend(doctor, { "--go-binary", go })
    end
  end
end

---@param doctor string[]
local function run_doctor(doctor)
  local started, process = pcall(vim.system, doctor, { text = true, timeout = DOCTOR_TIME_LIMIT })
  if not started then
    health.error(table.concat(doctor, " ") .. " does not start", tostring(process))
    return
  end
  local result = process:wait()
  local report = vim.trim(result.stdout .. result.stderr)
  if result.code == 0 then
    health.ok(table.concat(doctor, " ") .. "\n" .. report)
  else
    health.error(("%s ended with %d\n%s"):format(table.concat(doctor, " "), result.code, report))
  end
end

local function check_command()
  local config = vim.lsp.config.goescape
  local cmd = config and config.cmd
  if type(cmd) ~= "table" then
    health.info("`cmd` is not a list: what it runs cannot be told")
    return
  end
  local program = vim.fn.exepath(cmd[1])
  if program == "" then
    health.error(cmd[1] .. " is not executable", { "pip install goescape", ":help goescape-cmd" })
    return
  end
  health.ok(cmd[1] .. " is " .. program)
  local doctor = doctor_of(config)
  if doctor then
    run_doctor(doctor)
  else
    health.info("`cmd` has no argument `server`: goescape doctor was not run")
  end
end

---@param client vim.lsp.Client
local function check_client(client)
  local status = require("goescape.status").of(client.id)
  local folder = client.root_dir or "no folder"
  local about = ("server %d in %s, columns in %s"):format(client.id, folder, client.offset_encoding)
  if not status then
    health.info(about .. ": has said nothing of itself yet")
    return
  end
  local toolchain = status.toolchain ~= "" and ", " .. status.toolchain or ""
  local detail = status.detail ~= "" and "\n" .. status.detail or ""
  REPORT[status.state](("%s%s: %s %s%s"):format(about, toolchain, status.state, status.message, detail))
end

function M.check()
  health.start("goescape: Neovim")
  check_neovim()
  check_enabled()
  health.start("goescape: command")
  check_command()
  health.start("goescape: running servers")
  local clients = vim.lsp.get_clients({ name = "goescape" })
  if #clients == 0 then
    health.info("none: one starts with the first Go file")
  end
  vim.iter(clients):each(check_client)
end

return M
