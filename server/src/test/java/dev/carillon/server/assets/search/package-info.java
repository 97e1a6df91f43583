/** Tests of the search calls, over HTTP. */
@NullMarked
package dev.carillon.server.assets.search;

import org.jspecify.annotations.NullMarked;
