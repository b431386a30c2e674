// Package cobra requires every package of github.com/spf13/cobra.
package cobra

import (
	_ "github.com/spf13/cobra"
	_ "github.com/spf13/cobra/doc"
)
