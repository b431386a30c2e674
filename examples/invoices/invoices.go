// Package invoices works on invoices in the ways in which allocations come about that a quick fix can take away.
//
// What each function costs, before and after, is measured by the benchmarks beside it.
package invoices

import (
	"bytes"
	"fmt"
	"sync"
)

// Invoice is one invoice.
type Invoice struct {
	ID       int
	Customer string
	Cents    int64
	Paid     bool
}

// IDs lists the numbers of invoices: nil for none.
func IDs(invoices []Invoice) []int {
	var ids []int
	for _, in := range invoices {
		ids = append(ids, in.ID)
	}
	return ids
}

// ByCustomer finds the last invoice of each customer.
func ByCustomer(invoices []Invoice) map[string]Invoice {
	last := make(map[string]Invoice)
	for _, in := range invoices {
		last[in.Customer] = in
	}
	return last
}

// Key is an invoice's key in a store.
func Key(in Invoice) string {
	return fmt.Sprintf("invoice-%d", in.ID)
}

// Customers is a line for each customer.
func Customers(invoices []Invoice) string {
	lines := ""
	for _, in := range invoices {
		lines += in.Customer + "\n"
	}
	return lines
}

// Total is what is owed, by how many, and the range of their numbers.
type Total struct {
	Cents, Mean int64
	First, Last int

	Open, Large, Unnamed int
}

// total adds up what is not paid.
func total(invoices []Invoice) *Total {
	t := &Total{First: -1}
	for _, in := range invoices {
		switch {
		case in.Paid:
			continue
		case in.Cents >= 5000:
			t.Large++
			fallthrough
		default:
			t.Open++
			t.Cents += in.Cents
		}
		if t.First < 0 || in.ID < t.First {
			t.First = in.ID
		}
		if in.ID > t.Last {
			t.Last = in.ID
		}
		if in.Customer == "" {
			t.Unnamed++
		}
	}
	if t.Open > 0 {
		t.Mean = t.Cents / int64(t.Open)
	}
	return t
}

// Owed says what is owed.
func Owed(invoices []Invoice) (cents int64, open int) {
	t := total(invoices)
	return t.Cents, t.Open
}

// audit checks an invoice in the background.
func audit(wg *sync.WaitGroup, in *Invoice, check func(id int, cents int64)) {
	wg.Add(1)
	go func() {
		defer wg.Done()
		check(in.ID, in.Cents)
	}()
}

// Audit checks n invoices of one customer at once.
func Audit(n int, customer string, check func(id int, cents int64)) {
	var wg sync.WaitGroup
	for i := range n {
		in := Invoice{ID: i, Customer: customer, Cents: int64(i) * 100}
		audit(&wg, &in, check)
	}
	wg.Wait()
}

// Post posts the amounts at once, in the currency's smaller unit or the larger one.
func Post(invoices []Invoice, whole bool, post func(int64)) {
	unit := int64(1)
	if whole {
		unit = 100
	}
	var wg sync.WaitGroup
	for _, in := range invoices {
		wg.Add(1)
		go func() {
			defer wg.Done()
			post(in.Cents / unit)
		}()
	}
	wg.Wait()
}

// Render writes invoices as text.
func Render(out *bytes.Buffer, invoices []Invoice) {
	for _, in := range invoices {
		out.Write([]byte(fmt.Sprintf("%s owes %d\n", in.Customer, in.Cents)))
	}
}
