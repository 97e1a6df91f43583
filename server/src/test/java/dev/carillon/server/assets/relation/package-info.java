/** Tests of the relations calls, over HTTP. */
@NullMarked
package dev.carillon.server.assets.relation;

import org.jspecify.annotations.NullMarked;
