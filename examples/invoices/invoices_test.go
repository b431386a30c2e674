package invoices

import (
	"bytes"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
)

var some = func() []Invoice {
	var all []Invoice
	for i := range 100 {
		all = append(all, Invoice{ID: 1000 + i, Customer: fmt.Sprintf("客户 %d", i), Cents: int64(i) * 99, Paid: i%3 == 0})
	}
	return all
}()

func TestResults(t *testing.T) {
	if IDs(nil) != nil || len(IDs(some)) != 100 || IDs(some)[99] != 1099 {
		t.Error("IDs")
	}
	if got := ByCustomer(some); len(got) != 100 || got["客户 7"].ID != 1007 {
		t.Error("ByCustomer", got)
	}
	if got := Key(some[3]); got != "invoice-1003" {
		t.Error("Key", got)
	}
	if got := Customers(some[:2]); got != "客户 0\n客户 1\n" {
		t.Error("Customers", got)
	}
	if cents, open := Owed(some); cents != 323433 || open != 66 {
		t.Error("Owed", cents, open)
	}
	var checked atomic.Int64
	Audit(10, "x", func(id int, cents int64) { checked.Add(int64(id) + cents) })
	if got := checked.Load(); got != 45+4500 {
		t.Error("Audit", got)
	}
	var sum atomic.Int64
	Post(some, true, func(amount int64) { sum.Add(amount) })
	if got := sum.Load(); got != 4851 {
		t.Error("Post", got)
	}
	var out bytes.Buffer
	Render(&out, some[:2])
	if got := out.String(); got != "客户 0 owes 0\n客户 1 owes 99\n" {
		t.Error("Render", got)
	}
}

var (
	sinkIDs   []int
	sinkMap   map[string]Invoice
	sinkText  string
	sinkCents int64
)

func BenchmarkIDs(b *testing.B) {
	b.ReportAllocs()
	for range b.N {
		sinkIDs = IDs(some)
	}
}

func BenchmarkByCustomer(b *testing.B) {
	b.ReportAllocs()
	for range b.N {
		sinkMap = ByCustomer(some)
	}
}

func BenchmarkKey(b *testing.B) {
	b.ReportAllocs()
	for range b.N {
		sinkText = Key(some[7])
	}
}

func BenchmarkCustomers(b *testing.B) {
	b.ReportAllocs()
	for range b.N {
		sinkText = Customers(some)
	}
}

func BenchmarkOwed(b *testing.B) {
	b.ReportAllocs()
	for range b.N {
		sinkCents, _ = Owed(some)
	}
}

func BenchmarkAudit(b *testing.B) {
	b.ReportAllocs()
	for range b.N {
		Audit(10, "x", func(int, int64) {})
	}
}

func BenchmarkPost(b *testing.B) {
	b.ReportAllocs()
	for range b.N {
		Post(some[:2], true, func(int64) {})
	}
}

func BenchmarkRender(b *testing.B) {
	b.ReportAllocs()
	var out bytes.Buffer
	out.Grow(1 << 16)
	for range b.N {
		out.Reset()
		Render(&out, some)
	}
	sinkText = strings.Clone(out.String())
}
