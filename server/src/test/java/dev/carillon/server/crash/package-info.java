/** A real server in a process of its own: killed, stopped, starved of disk, locked out. */
@NullMarked
package dev.carillon.server.crash;

import org.jspecify.annotations.NullMarked;
