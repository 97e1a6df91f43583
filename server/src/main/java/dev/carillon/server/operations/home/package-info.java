/**
 * The home folder of a server, looked at from outside: its database, its last start, its keys. Uses
 * {@code cli.terminal} and {@code platform}.
 */
@NullMarked
package dev.carillon.server.operations.home;

import org.jspecify.annotations.NullMarked;
