/** Names that climb, files that lie, and texts that would be scripts. */
@NullMarked
package dev.carillon.server.siege.files;

import org.jspecify.annotations.NullMarked;
