/** Tests of moving a home to another database. */
@NullMarked
package dev.carillon.server.operations.transfer;

import org.jspecify.annotations.NullMarked;
