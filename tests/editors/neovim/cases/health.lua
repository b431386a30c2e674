-- workspace: orders
-- `:checkhealth goescape` says what was found, and finds fault with nothing here.

local t = require("harness")

---@return string
local function report()
  vim.cmd("checkhealth goescape")
  local text = t.text()
  vim.cmd("bwipeout!")
  return text
end

t.enable()
local bufnr = t.open("main.go")
t.wait_for_diagnostics(bufnr)
t.wait_for_state("ready")
local text = report()
for _, part in ipairs({ "Neovim 0.", "enabled", "doctor", "utf-8", "go1.", "ready" }) do
  t.contains(text, part, "the health report")
end
assert(not text:find("ERROR") and not text:find("WARNING"), text)

vim.lsp.config("goescape", { settings = { goescape = { goBinary = "/no/such/go" } } })
local without_go = report()
t.contains(without_go, "ERROR", "the health report on a missing toolchain")
t.contains(without_go, "/no/such/go", "the health report on a missing toolchain")

vim.lsp.config("goescape", { cmd = { "no-such-goescape", "server" } })
t.contains(report(), "no-such-goescape is not executable", "the health report on a missing command")
