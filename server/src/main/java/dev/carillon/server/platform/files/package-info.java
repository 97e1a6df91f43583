/** Files and folders that outlive a power failure. Uses nothing. */
@NullMarked
package dev.carillon.server.platform.files;

import org.jspecify.annotations.NullMarked;
