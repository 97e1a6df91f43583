/** What may be given to others who shall find out what is wrong with a server: never a secret. */
@NullMarked
package dev.carillon.server.observe.support;

import org.jspecify.annotations.NullMarked;
