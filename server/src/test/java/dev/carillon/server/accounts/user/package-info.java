/** Tests of this area over real sockets and real databases. */
@NullMarked
package dev.carillon.server.accounts.user;

import org.jspecify.annotations.NullMarked;
