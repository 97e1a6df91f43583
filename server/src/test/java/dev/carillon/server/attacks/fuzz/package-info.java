/** Requests made from our own description of the API: right ones, edges, and wrong ones. */
@NullMarked
package dev.carillon.server.attacks.fuzz;

import org.jspecify.annotations.NullMarked;
