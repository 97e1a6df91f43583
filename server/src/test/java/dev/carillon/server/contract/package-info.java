/** The numbered rules of the Assets REST API, each tried as a client would. */
@NullMarked
package dev.carillon.server.contract;

import org.jspecify.annotations.NullMarked;
