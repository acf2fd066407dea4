package acme.app;

import acme.things.Lamp;

class Old {
  int old(Lamp lamp) {
    return lamp.shine();
  }
}
