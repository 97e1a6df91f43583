/** Tests of this area over real sockets and real databases. */
@NullMarked
package dev.carillon.server.accounts.login;

import org.jspecify.annotations.NullMarked;
