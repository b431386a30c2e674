-- workspace: orders
-- What is not there is said, once, in words that help.

local t = require("harness")

-- The server's own command.
t.enable({}, { cmd = { "no-such-goescape", "server" } })
t.open("main.go")
t.wait_for("a notice on the missing command", function()
  return #t.notices > 0
end)
t.contains(t.notices[1].text, "no-such-goescape is not executable", "the notice on the missing command")
t.open("store/store.go")
vim.wait(100)
t.equal(#t.notices, 1, "the notices after a second file")
t.equal(#vim.lsp.get_clients(), 0, "the servers that run")

-- The Go toolchain.
t.enable({ goBinary = "/no/such/go" }, { cmd = vim.json.decode(vim.env.GOESCAPE_TEST_SERVER) })
t.open("main.go")
local status = t.wait_for_state("error")
t.contains(status.message .. status.detail, "/no/such/go", "the status without a toolchain")
t.wait_for_equal(function()
  return #t.notices
end, 2, "the number of notices")
t.equal(t.notices[2].level, vim.log.levels.ERROR, "the level of the notice without a toolchain")
