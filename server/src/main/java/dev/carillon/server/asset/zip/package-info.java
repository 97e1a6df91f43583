/** Many assets' files in one archive, written while it is sent. Uses {@code asset}. */
@NullMarked
package dev.carillon.server.asset.zip;

import org.jspecify.annotations.NullMarked;
