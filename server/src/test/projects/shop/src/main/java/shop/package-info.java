/** A shop that publishes its orders: a program outside of ours, with the library it can fetch. */
package shop;
