/** Tests of the search. */
@NullMarked
package dev.carillon.server.search;

import org.jspecify.annotations.NullMarked;
