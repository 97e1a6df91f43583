/** Files as they come in, and what type they are. Everything about assets may use it. */
@NullMarked
package dev.carillon.server.asset.file;

import org.jspecify.annotations.NullMarked;
