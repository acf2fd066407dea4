import React, { type ReactNode } from "react";
import { Button } from "./button";

interface Props<T> {
  items: T[];
  children?: ReactNode;
}

/** Lists things. */
export function List<T,>({ items, children }: Props<T>) {
  const [state, setState] = React.useState<State>(initial);
  const ref = useRef<HTMLDivElement>(null);
  return (
    <div ref={ref} className={styles.list}>
      {items.map((item) => (
        <Row<T> key={item.id} item={item} onClick={() => setState(item)} />
      ))}
      <Menu.Item label={LABEL}>{children}</Menu.Item>
      <Button {...shared} />
    </div>
  );
}

const Wrapped: React.FC<Props<string>> = (props) => <List {...props} />;

export default class Page extends React.Component<Props<string>> {
  state: State = initial;
  render(): ReactNode {
    return <Wrapped items={this.props.items} />;
  }
}
