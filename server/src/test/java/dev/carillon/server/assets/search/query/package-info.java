/** Tests of the query language's own parts. */
@NullMarked
package dev.carillon.server.assets.search.query;

import org.jspecify.annotations.NullMarked;
