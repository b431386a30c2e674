-- workspace: orders
-- `:Goescape` and its subcommands; explain and flow are in hover.lua.

local t = require("harness")

t.equal(
  vim.fn.getcompletion("Goescape ", "cmdline"),
  { "analyse", "explain", "flow", "log", "output", "restart", "toggle" },
  "the completion"
)
t.equal(vim.fn.getcompletion("Goescape o", "cmdline"), { "output" }, "the completion of o")
t.equal(package.loaded["goescape.server"], nil, "what is loaded before a Go file is opened")

vim.cmd("Goescape nonsense")
t.contains(t.notices[1].text, 'no subcommand "nonsense"', "the notice on a subcommand that is none")
t.equal(t.notices[1].level, vim.log.levels.ERROR, "its level")
vim.cmd("Goescape analyse")
t.contains(t.notices[2].text, "no server is running", "the notice without a server")

t.enable()
local bufnr = t.open("main.go")
local found = #t.wait_for_diagnostics(bufnr)
t.wait_for_state("ready")

-- What the compiler printed for the package, word for word.
vim.cmd("Goescape output")
t.wait_for("the compiler's output", function()
  return vim.api.nvim_buf_get_name(0) == "goescape://output"
end)
local output = vim.api.nvim_buf_get_lines(0, 0, -1, false)
t.equal(output[1], "# example.com/orders", "the head of the output")
for line in vim.iter(output):skip(1) do
  t.contains(vim.fn.readblob(vim.env.GOESCAPE_TEST_COMPILER), line, "what the compiler says of the module")
end
t.equal(vim.bo.modifiable, false, "whether the output can be changed")
vim.cmd.close()

-- All packages are analysed, those of files that are not open too.
t.equal(vim.api.nvim_get_current_buf(), bufnr, "the buffer below")
vim.cmd("Goescape analyse")
t.wait_for_state("ready")

vim.cmd("Goescape restart")
t.wait_for("the engine to be busy again", function()
  local status = require("goescape").status()
  return status and status.state == "busy" or #t.diagnostics(bufnr) == 0
end)
t.wait_for_state("ready")
t.wait_for_equal(function()
  return #t.diagnostics(bufnr)
end, found, "the diagnostics after a restart")

vim.cmd("Goescape log")
t.equal(vim.api.nvim_buf_get_name(0), "goescape://log", "the log's buffer")
t.contains(t.text(), "heap allocations in example.com/orders", "the log")
vim.cmd.close()

-- A server that has stopped is started again, with its diagnostics.
vim.lsp.enable("goescape", false)
t.wait_for("the server to stop", function()
  return #vim.lsp.get_clients({ name = "goescape" }) == 0
end)
t.equal(require("goescape").statusline(), "", "the status line without a server")
vim.cmd("Goescape restart")
vim.cmd.edit() -- before |VimEnter|, where scripts run, Neovim starts servers for buffers opened later only
t.wait_for_equal(function()
  return #t.diagnostics(bufnr)
end, found, "the diagnostics of the new server")
