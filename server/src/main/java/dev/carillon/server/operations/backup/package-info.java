/** Backup and restore of a home. Uses {@code home}, {@code cli.terminal} and {@code platform}. */
@NullMarked
package dev.carillon.server.operations.backup;

import org.jspecify.annotations.NullMarked;
