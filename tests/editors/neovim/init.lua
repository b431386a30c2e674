-- A user's configuration, for the tests and pictures that look at the screen.

vim.opt.runtimepath:prepend(vim.env.GOESCAPE_TEST_PLUGIN)
vim.o.number = true
vim.o.tabstop = 4
vim.o.wrap = false
vim.o.statusline = "%f %m%=%{v:lua.require'goescape'.statusline()}  %l,%c"
vim.o.winborder = "rounded"
vim.lsp.config("goescape", { cmd = vim.json.decode(vim.env.GOESCAPE_TEST_SERVER) })
vim.lsp.enable("goescape")
