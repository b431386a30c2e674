module gotypes

go 1.26
