/** A program that was written by the library's pages alone. */
package orders;
