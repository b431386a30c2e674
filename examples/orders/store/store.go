// Package store keeps orders in memory.
package store

import "example.com/orders/money"

// Order is one order.
type Order struct {
	ID    int
	Total money.Amount
}

// Store keeps orders by number and tells a listener of new ones.
type Store struct {
	byID   map[int]*Order
	recent []*Order
	added  chan *Order
}

// New makes a store that remembers so many orders.
func New(size int) *Store {
	return &Store{byID: make(map[int]*Order, size), recent: make([]*Order, 0, size), added: make(chan *Order, size)}
}

// Put stores a copy of the order; the map keeps a pointer to it.
func (s *Store) Put(o Order) {
	s.byID[o.ID] = &o
	s.recent = append(s.recent, &o)
	select {
	case s.added <- &o:
	default:
	}
}

// All returns the stored orders in the order of their arrival.
func (s *Store) All() []Order {
	all := make([]Order, len(s.recent))
	for i, o := range s.recent {
		all[i] = *o
	}
	return all
}
