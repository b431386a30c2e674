-- workspace: orders
-- A module file that is written in Neovim is heeded, though Neovim watches no files.

local t = require("harness")

t.enable()
local bufnr = t.open("main.go")
t.wait_for_flows(bufnr)

t.open("go.mod")
vim.cmd([[%substitute/^go 1\..*/go 1.21/]])
vim.cmd.write()
t.wait_for("the complaint that this Go can't range over a number", function()
  return vim.iter(t.diagnostics(bufnr)):any(function(diagnostic)
    return diagnostic.code == "not-analysed" and diagnostic.message:find("cannot range over 4", 1, true)
  end)
end)
