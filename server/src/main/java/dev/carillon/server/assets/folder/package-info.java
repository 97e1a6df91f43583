/**
 * Folders, and the permissions in them as a port that {@code accounts.permission} provides. Uses
 * {@code event}, {@code field} and {@code platform}.
 */
@NullMarked
package dev.carillon.server.assets.folder;

import org.jspecify.annotations.NullMarked;
