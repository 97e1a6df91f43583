/** Names that climb, files that lie, and texts that would be scripts. */
@NullMarked
package dev.carillon.server.attacks.files;

import org.jspecify.annotations.NullMarked;
