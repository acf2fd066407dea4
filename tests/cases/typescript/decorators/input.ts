/** Shows a list. */
@Component({ selector: "app-list", providers: [ListService] })
export class ListComponent {
  @Input() items: Item[] = [];

  @Output()
  changed = new EventEmitter<Item>();

  constructor(
    private readonly service: ListService,
    @Inject(CONFIG) config: Config,
  ) {}

  /** Reacts to the window. */
  @HostListener("window:resize", ["$event"])
  @bound
  onResize(event: Event) {
    this.service.resize(event);
  }

  @cached static get instance(): ListComponent {
    return registry.get(ListComponent);
  }
}

@Injectable
class ListService {}

@sealed
@frozen()
abstract class Base {}
