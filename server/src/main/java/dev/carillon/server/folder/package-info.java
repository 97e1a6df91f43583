/**
 * The tree of folders: paths and their rules, rows with ids of their own, and the calls that make
 * folders. Knows nothing of assets but that they share the tree's names.
 */
@NullMarked
package dev.carillon.server.folder;

import org.jspecify.annotations.NullMarked;
