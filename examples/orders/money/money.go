// Package money counts in cents.
package money

import "strconv"

// Amount is a sum of money in cents.
type Amount struct{ cents int }

// Cents makes an Amount.
func Cents(n int) Amount { return Amount{n} }

// Add returns the sum of two amounts; nothing here leaves the stack.
func (a Amount) Add(b Amount) Amount { return Amount{a.cents + b.cents} }

// String formats the amount with two decimals.
func (a Amount) String() string {
	return strconv.Itoa(a.cents/100) + "." + pad(a.cents%100)
}

func pad(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}
