"""What can happen on a cluster: a host that dies, no cluster, no Java."""
