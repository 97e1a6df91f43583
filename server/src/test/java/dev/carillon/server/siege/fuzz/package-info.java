/** Requests made from our own description of the API: right ones, edges, and wrong ones. */
@NullMarked
package dev.carillon.server.siege.fuzz;

import org.jspecify.annotations.NullMarked;
