if vim.g.loaded_goescape then
  return
end
vim.g.loaded_goescape = true

if vim.fn.has("nvim-0.11") == 0 then
  vim.notify("goescape needs Neovim 0.11 or newer", vim.log.levels.ERROR)
  return
end

vim.api.nvim_create_user_command("Goescape", function(command)
  require("goescape.commands").run(command.args)
end, {
  nargs = 1,
  desc = "Escape analysis for Go",
  complete = function(lead)
    return require("goescape.commands").complete(lead)
  end,
})

local group = vim.api.nvim_create_augroup("goescape", {})

-- Neovim says nothing of a server whose command does not exist, so the first Go buffer checks.
vim.api.nvim_create_autocmd("FileType", {
  group = group,
  pattern = "go",
  once = true,
  desc = "Say so when the goescape command is missing",
  callback = vim.schedule_wrap(function()
    require("goescape.server").warn_if_missing()
  end),
})

-- On Linux Neovim watches no files for a server, so those that decide what a package is are reported here.
vim.api.nvim_create_autocmd("BufWritePost", {
  group = group,
  pattern = { "go.mod", "go.sum", "go.work" },
  desc = "Tell the goescape servers of a changed module",
  callback = function(event)
    require("goescape.server").report_change(event.file)
  end,
})
