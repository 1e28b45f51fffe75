/** Files from elsewhere: fetched in parts, gone on with, checked against their hashes. */
package org.jpose.zoo.download;
