/**
 * What jpose keeps on a disk beside its results: a cache, and folders for what is not whole yet.
 */
package org.jpose.core.disk;
