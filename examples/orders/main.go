// Command orders prints a day's orders: a small program with the usual reasons for values to go to the heap.
package main

import (
	"fmt"
	"os"

	"example.com/orders/money"
	"example.com/orders/store"
)

// Summary is what a day came to.
type Summary struct {
	Count int
	Total money.Amount
}

// summarise returns a pointer, so that its result has to outlive the call.
func summarise(orders []store.Order) *Summary {
	s := Summary{Count: len(orders)}
	for _, o := range orders {
		s.Total = s.Total.Add(o.Total)
	}
	return &s
}

// 每日报告 shows that names, comments and strings may hold any characters: 😀.
func 每日报告(s *Summary) string {
	return fmt.Sprintf("😀 %d orders, %v 日本円", s.Count, s.Total)
}

// watch reports every n-th order; the closure changes seen, so the two share it.
func watch(n int) func() bool {
	seen := 0
	return func() bool {
		seen++
		return seen%n == 0
	}
}

func main() {
	db := store.New(8)
	ready := watch(2)
	for i := range 4 {
		db.Put(store.Order{ID: i, Total: money.Cents(1999 * (i + 1))})
		if ready() {
			fmt.Fprintln(os.Stderr, "stored", i+1)
		}
	}
	fmt.Println(每日报告(summarise(db.All())))
}
