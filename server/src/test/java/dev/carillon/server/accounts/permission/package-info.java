/** Who may do what, asked over HTTP of a started server, and of the table by itself. */
@NullMarked
package dev.carillon.server.accounts.permission;

import org.jspecify.annotations.NullMarked;
