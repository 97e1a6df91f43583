/**
 * Who may do what in the tree of folders: groups, their members, and the rights that groups and
 * users have at folders, kept in the database and in one table in memory. Whoever shows or changes
 * something asks through the port {@link dev.carillon.server.folder.Rights}.
 */
@NullMarked
package dev.carillon.server.access;

import org.jspecify.annotations.NullMarked;
