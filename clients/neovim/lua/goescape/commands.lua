--- The subcommands of `:Goescape`.

local M = {}

local function output()
  local uri = vim.uri_from_bufnr(0)
  require("goescape.server").execute("goescape.compilerOutput", { uri }, function(result)
    local lines = vim.split(result.text, "\n", { plain = true, trimempty = true })
    require("goescape.scratch").show("goescape://output", lines)
  end)
end

local function log()
  local bufnr = require("goescape.scratch").show("goescape://log", require("goescape.messages").lines())
  vim.api.nvim_win_set_cursor(0, { vim.api.nvim_buf_line_count(bufnr), 0 })
end

local function restart()
  local server = require("goescape.server")
  if #vim.lsp.get_clients({ name = "goescape" }) == 0 then
    server.start()
  else
    server.execute("goescape.restartEngine")
  end
end

local function toggle()
  local shown = require("goescape.diagnostics").toggle()
  require("goescape.notify")("diagnostics " .. (shown and "shown" or "hidden"), vim.log.levels.INFO)
end

---@type table<string, fun()>
local SUBCOMMANDS = {
  analyse = function()
    require("goescape.server").execute("goescape.analyseWorkspace")
  end,
  explain = function()
    require("goescape.explain").explain()
  end,
  flow = function()
    require("goescape.explain").flow()
  end,
  log = log,
  output = output,
  restart = restart,
  toggle = toggle,
}

---@return string[]
local function names()
  local all = vim.tbl_keys(SUBCOMMANDS)
  table.sort(all)
  return all
end

--- Runs a subcommand; of a name that is none the user is told.
---@param name string
function M.run(name)
  local subcommand = SUBCOMMANDS[name]
  if subcommand then
    subcommand()
    return
  end
  local text = ("no subcommand %q; there are %s"):format(name, table.concat(names(), ", "))
  require("goescape.notify")(text, vim.log.levels.ERROR)
end

--- The subcommands that start with `lead`.
---@param lead string
---@return string[]
function M.complete(lead)
  return vim.tbl_filter(function(name)
    return vim.startswith(name, lead)
  end, names())
end

return M
