/** Tests of this area over real sockets and real databases. */
@NullMarked
package dev.carillon.server.platform.http.jetty;

import org.jspecify.annotations.NullMarked;
