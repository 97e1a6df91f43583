/** The world that tests share: a started server, clients of it, a recorder of its webhooks. */
@NullMarked
package dev.carillon.server.testing;

import org.jspecify.annotations.NullMarked;
