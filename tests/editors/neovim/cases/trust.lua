-- workspace: orders
-- Without trust nothing is run: what is shown is predicted, and the status says so.

local t = require("harness")

local witness = vim.fn.tempname()
local go = vim.fn.tempname()
vim.fn.writefile({ "#!/bin/sh", "touch " .. witness, "exec " .. vim.fn.exepath("go") .. ' "$@"' }, go)
vim.fn.setfperm(go, "rwxr-xr-x")

t.enable({ goBinary = go }, { init_options = { trusted = false } })
local bufnr = t.open("main.go")
t.wait_for("a prediction", function()
  return t.finding(bufnr, "moved to heap: s")
end)
local status = t.wait_for_state("ready")
t.contains(status.message, "predicted", "the status without trust")
t.contains(status.detail, "trust", "why nothing is run")
t.contains(require("goescape").statusline(), "goescape", "the status line without trust")
t.equal(vim.fn.filereadable(witness), 0, "whether go was run without trust")

-- The same with trust does run it, so the witness is one.
vim.lsp.enable("goescape", false)
t.wait_for("the server to stop", function()
  return #vim.lsp.get_clients({ name = "goescape" }) == 0
end)
t.enable({ goBinary = go }, { init_options = { trusted = true } })
vim.cmd.edit()
t.wait_for("findings", function()
  return t.finding(bufnr, "moved to heap: s")
end)
t.equal(vim.fn.filereadable(witness), 1, "whether go was run with trust")
