/** Tests of the search. */
@NullMarked
package dev.carillon.server.assets.search.index;

import org.jspecify.annotations.NullMarked;
